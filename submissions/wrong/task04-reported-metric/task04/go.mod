module task04

go 1.24
