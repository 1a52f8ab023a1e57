module tagged

go 1.24
