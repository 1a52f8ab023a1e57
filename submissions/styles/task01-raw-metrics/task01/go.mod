module rawmetrics

go 1.24
