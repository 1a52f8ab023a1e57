module example.com/memwatch

go 1.24
