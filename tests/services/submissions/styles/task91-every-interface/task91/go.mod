module example.com/task91

go 1.24
