module mibtable

go 1.24
