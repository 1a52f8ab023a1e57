module task01

go 1.24
