// Package population makes up to a million people from a seed. Nobody of them is kept: a person is computed from his number, and his
// number from whatever a registry is asked by, because each of his identifiers is a permutation of the numbers, and so is what his name and
// birth date come to together.
//
// Nobody here exists. By our own convention a SNILS begins with 991 or 992, an INN with 9810 or 9811, the number of a document with 8, and
// a family name with Обр (from образец, a sample): the people of package mock have others.
package population
