module poller

go 1.24
