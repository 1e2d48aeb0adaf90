module github.com/Kameleoon/client-go/v3

go 1.19
