module fixedtime

go 1.24
