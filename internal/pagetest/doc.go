// Package pagetest drives pages in a real Chromium, for the tests of the mocks' page and the operators': `make console-check`.
// With SVERKA_SCREENSHOTS=dir they leave pictures there.
package pagetest
