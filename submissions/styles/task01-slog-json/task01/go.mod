module slogheap

go 1.24
