module example.com/concat

go 1.24
