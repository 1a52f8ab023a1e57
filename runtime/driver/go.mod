module grade/driver

go 1.24
