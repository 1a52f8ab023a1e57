module task03

go 1.24
