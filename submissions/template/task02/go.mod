module task02

go 1.24
