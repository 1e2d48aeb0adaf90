module example

go 1.19

require github.com/Kameleoon/client-go/v3 v3.0.0

replace github.com/Kameleoon/client-go/v3 => ./sdk
