module task90

go 1.22
