module heapwatch

go 1.24
