"""Short programs in C, Python and sh, and words of computing explained.

Every program here compiles without a warning, or parses, whatever its slots are filled with; names,
numbers and words of the question come back in the code, so that the model learns to copy them and not only
to recite. Slots are written @a@, because braces belong to the languages.
"""
import re

from . import code_wording as wording
from .common import Assistant, User, cap, typed, words
from .smalltalk import contract

# Slots: a < b and n numbers; w, v, u words; f a name for a function or a variable; S a name in capitals for
# a class; s, k, m names in small letters; file a file; x an extension; d a folder; l some numbers with
# commas,  q the same with blanks.
#
# (language, what it is, how people ask, a held-out way to ask or None, what a right answer shows, code)
# A way to ask is an infinitive without "to" that goes into a frame; one that begins with "!" is whole.
PROGRAMS = (
    # ---- C ----
    ("c", "a hello world program", (
        "print hello world", "say hello to the world", "!hello world in {L}",
        "!Write a hello world program in {L}.", "!Show me hello world in {L}.",
        "!the classic first program in {L}"),
     "greet the world", "printf|puts", r"""
#include <stdio.h>

int main(void)
{
    printf("Hello, world!\n");
    return 0;
}"""),
    ("c", "a program that prints a text", (
        'print the text "@w@ @v@"', 'print "@w@ @v@"', 'write the words "@w@ @v@" to the screen',
        'show "@w@ @v@" on the screen'),
     None, "@w@ @v@", r"""
#include <stdio.h>

int main(void)
{
    printf("@w@ @v@\n");
    return 0;
}"""),
    ("c", "a loop from @a@ to @b@", (
        "print the numbers from @a@ to @b@", "count from @a@ to @b@", "loop from @a@ to @b@",
        "print all numbers between @a@ and @b@", "write a for loop from @a@ to @b@"),
     "show each number from @a@ up to @b@", r"\b@a@\b.*\b@b@\b", r"""
#include <stdio.h>

int main(void)
{
    for (int i = @a@; i <= @b@; i++)
        printf("%d\n", i);
    return 0;
}"""),
    ("c", "a loop over the even numbers from @a@ to @b@", (
        "print the even numbers from @a@ to @b@", "show all even numbers between @a@ and @b@",
        "list the even numbers from @a@ to @b@"),
     None, "% 2", r"""
#include <stdio.h>

int main(void)
{
    for (int i = @a@; i <= @b@; i++)
        if (i % 2 == 0)
            printf("%d\n", i);
    return 0;
}"""),
    ("c", "a countdown from @n@", (
        "count down from @n@", "print a countdown from @n@", "count backwards from @n@ to 1",
        "write a while loop that counts down from @n@"),
     "go from @n@ down to 1", r"\b@n@\b", r"""
#include <stdio.h>

int main(void)
{
    int n = @n@;
    while (n > 0) {
        printf("%d\n", n);
        n--;
    }
    return 0;
}"""),
    ("c", "a factorial function", (
        "compute the factorial of a number", "compute a factorial", "calculate n factorial",
        "!a factorial function in {L}", "!Write a {L} function for the factorial.", "!factorial in {L}"),
     "work out the factorial of n", "factorial", """
unsigned long factorial(unsigned n)
{
    unsigned long result = 1;
    for (unsigned i = 2; i <= n; i++)
        result *= i;
    return result;
}"""),
    ("c", "a program for the first @n@ Fibonacci numbers", (
        "print the first @n@ Fibonacci numbers", "print @n@ fibonacci numbers",
        "compute the first @n@ numbers of Fibonacci", "!fibonacci in {L}, @n@ numbers"),
     "list @n@ numbers of the Fibonacci series", r"\b@n@\b", r"""
#include <stdio.h>

int main(void)
{
    unsigned long a = 0, b = 1;
    for (int i = 0; i < @n@; i++) {
        printf("%lu\n", a);
        unsigned long next = a + b;
        a = b;
        b = next;
    }
    return 0;
}"""),
    ("c", "a function for the largest element of an array", (
        "find the largest number in an array", "find the maximum of an array",
        "get the biggest element of an array", "!max of an array in {L}",
        "!A {L} function that returns the largest number in an array."),
     "pick the greatest value of an array", ">", """
int max_of(const int *values, int n)
{
    int max = values[0];
    for (int i = 1; i < n; i++)
        if (values[i] > max)
            max = values[i];
    return max;
}"""),
    ("c", "a function for the sum of an array", (
        "add up the numbers in an array", "sum an array", "compute the sum of an array",
        "!sum of an array in {L}"),
     None, r"\+=", """
int sum(const int *values, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++)
        total += values[i];
    return total;
}"""),
    ("c", "a program that adds up an array", (
        "add up the numbers @l@", "sum the array @l@", "print the sum of @l@", "compute the total of @l@"),
     "find what @l@ add up to", "@l@", r"""
#include <stdio.h>

int main(void)
{
    int values[] = {@l@};
    int total = 0;
    for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        total += values[i];
    printf("%d\n", total);
    return 0;
}"""),
    ("c", "a function for the average of an array", (
        "compute the average of an array", "find the mean of an array", "!average of an array in {L}",
        "calculate the average of some numbers in an array"),
     None, "/ n", """
double average(const double *values, int n)
{
    double total = 0;
    for (int i = 0; i < n; i++)
        total += values[i];
    return n > 0 ? total / n : 0;
}"""),
    ("c", "a function that reverses a string", (
        "reverse a string", "turn a string around", "reverse a string in place", "!reverse string in {L}",
        "!A {L} function that reverses a string."),
     "flip a string back to front", r"strlen|\[i\]", """
#include <string.h>

void reverse(char *s)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n / 2; i++) {
        char c = s[i];
        s[i] = s[n - 1 - i];
        s[n - 1 - i] = c;
    }
}"""),
    ("c", "a program that reads a file line by line", (
        "read the file @file@ line by line", "print the lines of @file@", "read @file@ line by line",
        "open @file@ and print each line"),
     "go through the lines of @file@", "@file@", """
#include <stdio.h>

int main(void)
{
    FILE *f = fopen("@file@", "r");
    if (!f)
        return 1;
    char line[1024];
    while (fgets(line, sizeof(line), f))
        printf("%s", line);
    fclose(f);
    return 0;
}"""),
    ("c", "a program that writes to a file", (
        'write "@w@" to the file @file@', 'save the word "@w@" in @file@',
        'write the text "@w@" into @file@'),
     None, "@file@.*@w@", r"""
#include <stdio.h>

int main(void)
{
    FILE *f = fopen("@file@", "w");
    if (!f)
        return 1;
    fprintf(f, "@w@\n");
    fclose(f);
    return 0;
}"""),
    ("c", "a program that counts words", (
        "count the words of its input", "count words", "count the words on standard input",
        "!word count in {L}"),
     None, "getchar", r"""
#include <ctype.h>
#include <stdio.h>

int main(void)
{
    int n = 0, inside = 0, c;
    while ((c = getchar()) != EOF) {
        if (!isspace(c) && !inside)
            n++;
        inside = !isspace(c);
    }
    printf("%d\n", n);
    return 0;
}"""),
    ("c", "a program that sorts an array", (
        "sort the numbers @l@", "sort the array @l@", "put the numbers @l@ in order", "sort @l@ with qsort"),
     "order the numbers @l@", "@l@", r"""
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    int values[] = {@l@};
    int n = sizeof(values) / sizeof(values[0]);
    qsort(values, n, sizeof(values[0]), compare);
    for (int i = 0; i < n; i++)
        printf("%d\n", values[i]);
    return 0;
}"""),
    ("c", "a struct called @s@", (
        "!a {L} struct called @s@ with the ints @k@ and @m@",
        "!Define a struct @s@ in {L} with two ints, @k@ and @m@.",
        "!Write a {L} struct @s@ with the members @k@ and @m@.",
        "define a struct @s@ with the ints @k@ and @m@",
        "!How do I define a struct @s@ with @k@ and @m@ in {L}?"),
     "declare a struct @s@ that holds two ints called @k@ and @m@", "struct @s@.*@k@.*@m@", """
struct @s@ {
    int @k@;
    int @m@;
};"""),
    ("c", "a linked list", (
        "make a linked list", "define a node of a linked list", "add a node to a linked list",
        "!linked list in {L}", "!Show me a node of a linked list in {L}.", "push a value to a linked list"),
     "build a simple linked list", "struct node|next", """
#include <stdlib.h>

struct node {
    int value;
    struct node *next;
};

struct node *push(struct node *head, int value)
{
    struct node *n = malloc(sizeof(*n));
    if (!n)
        return head;
    n->value = value;
    n->next = head;
    return n;
}"""),
    ("c", "a function that swaps two ints", (
        "swap two numbers", "swap two ints with pointers", "exchange two variables",
        "!swap with pointers in {L}", "!A {L} function that swaps two ints."),
     "exchange two ints by pointer", r"\*a = \*b", """
void swap(int *a, int *b)
{
    int old = *a;
    *a = *b;
    *b = old;
}"""),
    ("c", "a function for the length of a string", (
        "find the length of a string", "compute the length of a string", "measure a string",
        "!string length in {L}", "!How do I get the length of a string in {L}?"),
     None, r"n\+\+|strlen", """
#include <stddef.h>

size_t length(const char *s)
{
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}"""),
    ("c", "a program that compares two strings", (
        'compare the strings "@w@" and "@v@"', 'check whether "@w@" and "@v@" are equal',
        'compare "@w@" with "@v@"'),
     None, "strcmp", r"""
#include <stdio.h>
#include <string.h>

int main(void)
{
    if (strcmp("@w@", "@v@") == 0)
        printf("equal\n");
    else
        printf("different\n");
    return 0;
}"""),
    ("c", "a program that prints its arguments", (
        "print the arguments of a program", "print all command line arguments", "show argv",
        "!command line arguments in {L}"),
     None, "argv", r"""
#include <stdio.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        printf("%s\n", argv[i]);
    return 0;
}"""),
    ("c", "a test for even numbers", (
        "check if a number is even", "test whether a number is even", "tell even from odd numbers",
        "!even or odd in {L}"),
     None, "% 2", """
#include <stdbool.h>

bool is_even(int n)
{
    return n % 2 == 0;
}"""),
    ("c", "a test for prime numbers", (
        "check if a number is prime", "test whether a number is a prime", "find out if n is a prime number",
        "!prime test in {L}"),
     "see if some number is prime", "%", """
#include <stdbool.h>

bool is_prime(unsigned n)
{
    if (n < 2)
        return false;
    for (unsigned i = 2; i <= n / i; i++)
        if (n % i == 0)
            return false;
    return true;
}"""),
    ("c", "a function for the greatest common divisor", (
        "find the greatest common divisor", "compute the gcd of two numbers",
        "get the greatest common divisor of two numbers", "!gcd in {L}"),
     None, "%", """
unsigned gcd(unsigned a, unsigned b)
{
    while (b) {
        unsigned rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}"""),
    ("c", "a function called @f@", (
        "!a {L} function called @f@ that multiplies two doubles",
        "!Write a {L} function @f@ that multiplies two doubles.",
        "!A function named @f@ in {L} that takes two doubles and returns their product."),
     None, "double @f@", """
double @f@(double a, double b)
{
    return a * b;
}"""),
    ("c", "a function called @f@", (
        "!a {L} function called @f@ that adds two ints", "!Write a {L} function @f@ that adds two ints.",
        "!A function named @f@ in {L} that takes two ints and returns their sum."),
     "!I need a {L} function with the name @f@ to add two ints.", "int @f@", """
int @f@(int a, int b)
{
    return a + b;
}"""),
    ("c", "a function called @f@", (
        "!a {L} function called @f@ that subtracts two ints",
        "!Write a {L} function @f@ that subtracts one int from another.",
        "!A function named @f@ in {L} that takes two ints and returns their difference."),
     None, "int @f@", """
int @f@(int a, int b)
{
    return a - b;
}"""),
    ("c", "a function called @f@", (
        "!a {L} function called @f@ that adds @n@ to an int",
        "!Write a {L} function @f@ that adds @n@ to a number.",
        "!A function named @f@ in {L} that returns its argument plus @n@."),
     None, "@f@.*@n@", """
int @f@(int n)
{
    return n + @n@;
}"""),
    ("c", "an array on the heap", (
        "allocate an array of @n@ ints", "use malloc for @n@ ints", "get memory for @n@ ints and free it",
        "!malloc for @n@ ints in {L}"),
     "take memory for @n@ ints from the heap", "malloc.*@n@|@n@.*malloc", """
#include <stdlib.h>

int main(void)
{
    int *values = malloc(@n@ * sizeof(*values));
    if (!values)
        return 1;
    for (int i = 0; i < @n@; i++)
        values[i] = 0;
    free(values);
    return 0;
}"""),
    ("c", "a program that reads a number", (
        "read a number from the user", "ask the user for a number", "read an int with scanf",
        "!user input in {L}"),
     None, "scanf", r"""
#include <stdio.h>

int main(void)
{
    int n;
    printf("Number: ");
    if (scanf("%d", &n) == 1)
        printf("You typed %d.\n", n);
    return 0;
}"""),
    ("c", "an enum called @s@", (
        "!an enum @s@ in {L} with @k@ and @m@", "define an enum @s@ with the values @k@ and @m@",
        "!Write a {L} enum called @s@ with @k@ and @m@."),
     None, "enum @s@", """
enum @s@ {
    @K@,
    @M@,
};"""),
    ("c", "a function that turns Celsius into Fahrenheit", (
        "convert Celsius to Fahrenheit", "turn degrees Celsius into Fahrenheit",
        "!celsius to fahrenheit in {L}"),
     None, "9", """
double fahrenheit(double celsius)
{
    return celsius * 9 / 5 + 32;
}"""),
    ("c", "a function that counts a character", (
        "count how often a character is in a string", "count a letter in a string",
        "find how many times a character occurs in a string"),
     None, r"\*s", """
int count(const char *s, char c)
{
    int n = 0;
    for (; *s; s++)
        if (*s == c)
            n++;
    return n;
}"""),
    ("c", "an array of @n@ ints", (
        "declare an array of @n@ ints called @f@", "!an array @f@ of @n@ ints in {L}",
        "!How do I declare an int array @f@ with @n@ elements in {L}?"),
     None, r"@f@\[@n@\]", 'int @f@[@n@];'),
    ("c", "an if statement", (
        "check if x is greater than @n@", "test whether a number is larger than @n@",
        "!if statement in {L} that tests if x is more than @n@", "write an if that tests x against @n@"),
     None, "> @n@", r"""
#include <stdio.h>

void test(int x)
{
    if (x > @n@)
        printf("greater than @n@\n");
    else
        printf("not greater than @n@\n");
}"""),
    ("c", "a program that repeats a word", (
        'print the word "@w@" @n@ times', 'repeat "@w@" @n@ times', 'write "@w@" @n@ times'),
     'put "@w@" on the screen @n@ times', "@n@.*@w@", r"""
#include <stdio.h>

int main(void)
{
    for (int i = 0; i < @n@; i++)
        printf("@w@\n");
    return 0;
}"""),
    # ---- Python ----
    ("python", "a hello world program", (
        "print hello world", "say hello to the world", "!hello world in {L}",
        "!Write a hello world program in {L}.", "!Show me hello world in {L}.",
        "!the classic first program in {L}"),
     "greet the world", "print", 'print("Hello, world!")'),
    ("python", "a program that prints a text", (
        'print the text "@w@ @v@"', 'print "@w@ @v@"', 'write the words "@w@ @v@" to the screen',
        'show "@w@ @v@" on the screen'),
     None, "@w@ @v@", 'print("@w@ @v@")'),
    ("python", "a loop from @a@ to @b@", (
        "print the numbers from @a@ to @b@", "count from @a@ to @b@", "loop from @a@ to @b@",
        "print all numbers between @a@ and @b@", "write a for loop from @a@ to @b@"),
     "show each number from @a@ up to @b@", r"range\(@a@, @b@ \+ 1", """
for i in range(@a@, @b@ + 1):
    print(i)"""),
    ("python", "a loop over the even numbers from @a@ to @b@", (
        "print the even numbers from @a@ to @b@", "show all even numbers between @a@ and @b@",
        "list the even numbers from @a@ to @b@"),
     None, "% 2", """
for i in range(@a@, @b@ + 1):
    if i % 2 == 0:
        print(i)"""),
    ("python", "a countdown from @n@", (
        "count down from @n@", "print a countdown from @n@", "count backwards from @n@ to 1",
        "write a while loop that counts down from @n@"),
     "go from @n@ down to 1", r"\b@n@\b", """
n = @n@
while n > 0:
    print(n)
    n -= 1"""),
    ("python", "a factorial function", (
        "compute the factorial of a number", "compute a factorial", "calculate n factorial",
        "!a factorial function in {L}", "!Write a {L} function for the factorial.", "!factorial in {L}"),
     "work out the factorial of n", "factorial", """
def factorial(n):
    result = 1
    for i in range(2, n + 1):
        result *= i
    return result"""),
    ("python", "a program for the first @n@ Fibonacci numbers", (
        "print the first @n@ Fibonacci numbers", "print @n@ fibonacci numbers",
        "compute the first @n@ numbers of Fibonacci", "!fibonacci in {L}, @n@ numbers"),
     "list @n@ numbers of the Fibonacci series", r"\b@n@\b", """
a, b = 0, 1
for _ in range(@n@):
    print(a)
    a, b = b, a + b"""),
    ("python", "a function for the largest number of a list", (
        "find the largest number in a list", "find the maximum of a list",
        "get the biggest element of a list", "!max of a list in {L}"),
     None, "max", """
def largest(values):
    return max(values)"""),
    ("python", "a program for the largest of some numbers", (
        "find the largest of @l@", "print the maximum of @l@", "get the biggest of the numbers @l@"),
     None, "@l@", """
values = [@l@]
print(max(values))"""),
    ("python", "a program that adds up a list", (
        "add up the numbers @l@", "sum the list @l@", "print the sum of @l@", "compute the total of @l@"),
     "find what @l@ add up to", "@l@", """
values = [@l@]
print(sum(values))"""),
    ("python", "a function for the average of a list", (
        "compute the average of a list", "find the mean of a list", "!average of a list in {L}",
        "calculate the average of some numbers"),
     None, "len", """
def average(values):
    return sum(values) / len(values)"""),
    ("python", "a function that reverses a string", (
        "reverse a string", "turn a string around", "!reverse string in {L}",
        "!A {L} function that reverses a string."),
     "flip a string back to front", "::-1|reversed", """
def reverse(text):
    return text[::-1]"""),
    ("python", "a program that reads a file line by line", (
        "read the file @file@ line by line", "print the lines of @file@", "read @file@ line by line",
        "open @file@ and print each line"),
     "go through the lines of @file@", "@file@", """
with open("@file@", encoding="utf-8") as f:
    for line in f:
        print(line, end="")"""),
    ("python", "a program that writes to a file", (
        'write "@w@" to the file @file@', 'save the word "@w@" in @file@',
        'write the text "@w@" into @file@'),
     None, "@file@.*@w@", r"""
with open("@file@", "w", encoding="utf-8") as f:
    f.write("@w@\n")"""),
    ("python", "a function that counts words", (
        "count the words of a text", "count words", "count the words in a string", "!word count in {L}"),
     None, "split", """
def count_words(text):
    return len(text.split())"""),
    ("python", "a program that counts the words of a file", (
        "count the words in @file@", "count how many words @file@ has"),
     None, "@file@", """
with open("@file@", encoding="utf-8") as f:
    print(len(f.read().split()))"""),
    ("python", "a program that sorts a list", (
        "sort the numbers @l@", "sort the list @l@", "put the numbers @l@ in order", "print @l@ in order"),
     "order the numbers @l@", "@l@", """
values = [@l@]
print(sorted(values))"""),
    ("python", "a program that sorts words", (
        "sort the words @w@, @v@ and @u@", "put @w@, @v@ and @u@ in alphabetical order",
        "sort @w@, @v@ and @u@"),
     None, "@w@.*@v@.*@u@", """
words = ["@w@", "@v@", "@u@"]
print(sorted(words))"""),
    ("python", "a list of words", (
        "make a list of @w@, @v@ and @u@", "make a list with the words @w@, @v@ and @u@",
        "!a {L} list with @w@, @v@ and @u@"),
     None, "@w@.*@v@.*@u@", 'words = ["@w@", "@v@", "@u@"]'),
    ("python", "a class called @S@", (
        "!a {L} class called @S@ with @k@ and @m@",
        "!Write a {L} class @S@ with the attributes @k@ and @m@.", "define a class @S@ with @k@ and @m@",
        "!How do I write a class @S@ with @k@ and @m@ in {L}?"),
     "declare a class @S@ that holds @k@ and @m@", "class @S@.*@k@.*@m@", """
class @S@:
    def __init__(self, @k@, @m@):
        self.@k@ = @k@
        self.@m@ = @m@"""),
    ("python", "a class with a method", (
        '!a {L} class @S@ with a method @f@ that prints "@w@"',
        '!Write a {L} class @S@ whose method @f@ prints "@w@".',
        'make a class @S@ with a method @f@ that prints "@w@"'),
     None, "class @S@.*@f@.*@w@", """
class @S@:
    def @f@(self):
        print("@w@")"""),
    ("python", "a dict", (
        "make a dict with @k@ and @m@ set to @a@ and @b@",
        "make a dictionary where @k@ is @a@ and @m@ is @b@", "!a {L} dict with @k@ as @a@ and @m@ as @b@"),
     "build a dict in which @k@ is @a@ and @m@ is @b@", '"@k@": @a@.*"@m@": @b@',
     'values = {"@k@": @a@, "@m@": @b@}'),
    ("python", "a loop over a dict", (
        "loop over a dict", "print the keys and values of a dict", "go through a dictionary",
        "!iterate over a dict in {L}"),
     None, "items", """
def show(values):
    for key, value in values.items():
        print(key, value)"""),
    ("python", "a list comprehension", (
        "make a list of the squares from @a@ to @b@",
        "square the numbers from @a@ to @b@ with a list comprehension",
        "!a list comprehension in {L} for the squares from @a@ to @b@",
        "get the squares of the numbers from @a@ to @b@"),
     None, "@a@, @b@", """
squares = [n * n for n in range(@a@, @b@ + 1)]
print(squares)"""),
    ("python", "an example of try and except", (
        "catch an exception", "use try and except", "handle an error", "!try and except in {L}",
        "handle a division by zero"),
     "deal with a division by zero", "except", """
def divide(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return None"""),
    ("python", "a program with an argument", (
        "read the argument @k@ with argparse", "use argparse for the argument @k@",
        "parse the command line argument @k@", "take @k@ from the command line"),
     None, "argparse.*@k@", """
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("@k@")
args = parser.parse_args()
print(args.@k@)"""),
    ("python", "a program that reads JSON", (
        "read the JSON file @w@.json", "load @w@.json", "parse the file @w@.json as JSON",
        "read JSON from @w@.json"),
     "load the JSON in @w@.json", r"@w@\.json", """
import json

with open("@w@.json", encoding="utf-8") as f:
    data = json.load(f)
print(data)"""),
    ("python", "a program that writes JSON", (
        "write a dict to @w@.json", "save a dict as JSON in @w@.json",
        "store data in the JSON file @w@.json"),
     None, r"@w@\.json", """
import json

data = {"name": "test", "size": 1}
with open("@w@.json", "w", encoding="utf-8") as f:
    json.dump(data, f)"""),
    ("python", "a loop over files", (
        "loop over all .@x@ files", "list the .@x@ files of the current folder",
        "print the names of all .@x@ files", "find all .@x@ files"),
     None, r"\*\.@x@", """
from pathlib import Path

for path in Path(".").glob("*.@x@"):
    print(path)"""),
    ("python", "a test for even numbers", (
        "check if a number is even", "test whether a number is even", "tell even from odd numbers",
        "!even or odd in {L}"),
     None, "% 2", """
def is_even(n):
    return n % 2 == 0"""),
    ("python", "a test for prime numbers", (
        "check if a number is prime", "test whether a number is a prime", "find out if n is a prime number",
        "!prime test in {L}"),
     "see if some number is prime", "%", """
def is_prime(n):
    if n < 2:
        return False
    for i in range(2, int(n ** 0.5) + 1):
        if n % i == 0:
            return False
    return True"""),
    ("python", "a function for the greatest common divisor", (
        "find the greatest common divisor", "compute the gcd of two numbers",
        "get the greatest common divisor of two numbers", "!gcd in {L}"),
     None, "%", """
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a"""),
    ("python", "a function called @f@", (
        "!a {L} function called @f@ that multiplies two numbers",
        "!Write a {L} function @f@ that multiplies two numbers.",
        "!A function named @f@ in {L} that returns the product of two numbers."),
     None, "def @f@", """
def @f@(a, b):
    return a * b"""),
    ("python", "a function called @f@", (
        "!a {L} function called @f@ that adds two numbers",
        "!Write a {L} function @f@ that adds two numbers.",
        "!A function named @f@ in {L} that returns the sum of two numbers."),
     "!I need a {L} function with the name @f@ to add two numbers.", "def @f@", """
def @f@(a, b):
    return a + b"""),
    ("python", "a function called @f@", (
        "!a {L} function called @f@ that adds @n@ to a number",
        "!Write a {L} function @f@ that adds @n@ to a number.",
        "!A function named @f@ in {L} that returns its argument plus @n@."),
     None, "@f@.*@n@", """
def @f@(n):
    return n + @n@"""),
    ("python", "a program that asks for a name", (
        "ask the user for a name and greet them", "read the user's name", "ask for a name",
        "!user input in {L}"),
     None, "input", """
name = input("Your name: ")
print(f"Hello, {name}!")"""),
    ("python", "a list without double elements", (
        "remove duplicates from a list", "drop the double elements of a list",
        "!unique elements of a list in {L}", "make the elements of a list unique"),
     "get rid of doubles in a list", "unique|set|fromkeys", """
def unique(values):
    return list(dict.fromkeys(values))"""),
    ("python", "a random number from @a@ to @b@", (
        "get a random number from @a@ to @b@", "print a random number between @a@ and @b@",
        "roll a number from @a@ to @b@"),
     "draw some random number from @a@ to @b@", "@a@, @b@", """
import random

print(random.randint(@a@, @b@))"""),
    ("python", "a program for today's date", (
        "print today's date", "get the current date", "show the date of today", "!today's date in {L}"),
     None, "today", """
import datetime

print(datetime.date.today())"""),
    ("python", "a swap of two variables", (
        "swap two variables", "exchange two variables", "!swap two values in {L}"),
     None, "b, a", """
a, b = 1, 2
a, b = b, a
print(a, b)"""),
    ("python", "a numbered list", (
        "print a list with numbers", "number the elements of a list", "loop over a list with an index",
        "use enumerate"),
     None, "enumerate", """
def show(values):
    for i, value in enumerate(values, 1):
        print(i, value)"""),
    ("python", "a test for palindromes", (
        "check if a word is a palindrome", "test for a palindrome", "!palindrome in {L}"),
     None, "::-1", """
def is_palindrome(text):
    return text == text[::-1]"""),
    ("python", "a function that turns Celsius into Fahrenheit", (
        "convert Celsius to Fahrenheit", "turn degrees Celsius into Fahrenheit",
        "!celsius to fahrenheit in {L}"),
     None, "9", """
def fahrenheit(celsius):
    return celsius * 9 / 5 + 32"""),
    ("python", "a program that reads a CSV file", (
        "read the CSV file @w@.csv", "print the rows of @w@.csv", "parse @w@.csv"),
     None, r"@w@\.csv", """
import csv

with open("@w@.csv", newline="", encoding="utf-8") as f:
    for row in csv.reader(f):
        print(row)"""),
    ("python", "an if statement", (
        "check if x is greater than @n@", "test whether a number is larger than @n@",
        "!if statement in {L} that tests if x is more than @n@", "write an if that tests x against @n@"),
     None, "> @n@", """
def test(x):
    if x > @n@:
        print("greater than @n@")
    else:
        print("not greater than @n@")"""),
    ("python", "a program that repeats a word", (
        'print the word "@w@" @n@ times', 'repeat "@w@" @n@ times', 'write "@w@" @n@ times'),
     'put "@w@" on the screen @n@ times', "@n@.*@w@", """
for _ in range(@n@):
    print("@w@")"""),
    ("python", "a program for the length of a string", (
        'find the length of the string "@w@"', 'get the length of "@w@"', 'print the length of "@w@"',
        'count the letters of "@w@"'),
     None, "len", """
text = "@w@"
print(len(text))"""),
    # ---- sh ----
    ("sh", "a hello world script", (
        "print hello world", "say hello to the world", "!hello world in {L}",
        "!Write a hello world script in {L}.", "!Show me hello world in {L}."),
     "greet the world", "echo|printf", """
#!/bin/sh
echo "Hello, world!"
"""),
    ("sh", "a script that prints a text", (
        'print the text "@w@ @v@"', 'print "@w@ @v@"', 'write the words "@w@ @v@" to the screen',
        'echo "@w@ @v@"'),
     None, "@w@ @v@", """
#!/bin/sh
echo "@w@ @v@"
"""),
    ("sh", "a loop from @a@ to @b@", (
        "print the numbers from @a@ to @b@", "count from @a@ to @b@", "loop from @a@ to @b@",
        "print all numbers between @a@ and @b@", "write a for loop from @a@ to @b@"),
     "show each number from @a@ up to @b@", "@a@ @b@", """
for i in $(seq @a@ @b@); do
    echo "$i"
done"""),
    ("sh", "a countdown from @n@", (
        "count down from @n@", "print a countdown from @n@", "count backwards from @n@ to 1",
        "write a while loop that counts down from @n@"),
     "go from @n@ down to 1", r"\b@n@\b", """
n=@n@
while [ "$n" -gt 0 ]; do
    echo "$n"
    n=$((n - 1))
done"""),
    ("sh", "a loop over .@x@ files", (
        "loop over all .@x@ files", "go through all .@x@ files", "do something with every .@x@ file",
        "print the names of all .@x@ files", "run a command for each .@x@ file"),
     "visit each .@x@ file", r"\*\.@x@", """
for f in *.@x@; do
    echo "$f"
done"""),
    ("sh", "a loop over words", (
        "loop over @w@, @v@ and @u@", "loop over the words @w@, @v@ and @u@",
        "print @w@, @v@ and @u@ in a loop"),
     "go through the words @w@, @v@ and @u@", "@w@ @v@ @u@", """
for w in @w@ @v@ @u@; do
    echo "$w"
done"""),
    ("sh", "a search for .@x@ files", (
        "find all .@x@ files", "find .@x@ files below @d@", "search for .@x@ files in @d@ and below it",
        "list every .@x@ file under @d@"),
     None, r"find.*@x@", "find @d@ -name '*.@x@'"),
    ("sh", "a search for a word", (
        "search for @w@ in @file@", "grep @w@ in @file@", "find the lines of @file@ with @w@",
        "print the lines with @w@ in @file@"),
     "look for lines with @w@ in @file@", "grep.*@w@.*@file@", "grep '@w@' @file@"),
    ("sh", "a loop over the lines of a file", (
        "read the file @file@ line by line", "loop over the lines of @file@", "read @file@ line by line",
        "go through each line of @file@"),
     None, "read.*@file@", """
while IFS= read -r line; do
    echo "$line"
done < @file@"""),
    ("sh", "a test for a file", (
        "check if the file @file@ exists", "test whether @file@ exists", "see if @file@ is there",
        "!if file @file@ exists in {L}"),
     "find out whether @file@ exists", "-[fe] .?@file@", """
if [ -f @file@ ]; then
    echo "@file@ exists"
else
    echo "@file@ does not exist"
fi"""),
    ("sh", "a test that makes a folder", (
        "make the folder @d@ if it is not there", "create the directory @d@ unless it exists",
        "make sure that the folder @d@ exists"),
     None, "-d .?@d@", """
if [ ! -d @d@ ]; then
    mkdir @d@
fi"""),
    ("sh", "a function called @f@", (
        "!a {L} function called @f@ that prints its argument",
        "!Write a {L} function @f@ that prints its first argument.",
        "!A function named @f@ in {L} that echoes its argument."),
     "!I need a {L} function with the name @f@ to print its argument.", r"@f@ ?\(\)", """
@f@() {
    echo "$1"
}"""),
    ("sh", "a function called @f@", (
        '!a {L} function called @f@ that prints "@w@"', '!Write a {L} function @f@ that prints "@w@".',
        '!A function named @f@ in {L} that says "@w@".'),
     None, r"@f@ ?\(\).*@w@", """
@f@() {
    echo "@w@"
}"""),
    ("sh", "a script that prints its arguments", (
        "print the arguments of a script", "print all command line arguments", "loop over the arguments",
        "!command line arguments in {L}"),
     None, r"\$@", """
#!/bin/sh
for arg in "$@"; do
    echo "$arg"
done"""),
    ("sh", "a script that needs an argument", (
        "check that an argument is given", "check the number of arguments", "stop if no argument is given"),
     None, r"\$#", """
#!/bin/sh
if [ $# -lt 1 ]; then
    echo "usage: $0 NAME" >&2
    exit 1
fi
echo "$1"
"""),
    ("sh", "a pipe that counts lines", (
        "count the lines of @file@ that have @w@", "count the lines with @w@ in @file@",
        "pipe grep for @w@ in @file@ into wc"),
     None, "@w@.*@file@", "grep '@w@' @file@ | wc -l"),
    ("sh", "a check of the exit status", (
        "check the exit status of a command", "test whether a command failed",
        "see if the last command worked", "!exit status in {L}"),
     None, r"if |\$\?", """
if make; then
    echo "it worked"
else
    echo "it failed with status $?"
fi"""),
    ("sh", "a count of files", (
        "count the files in @d@", "find how many files are in @d@", "print the number of files in @d@"),
     "tell how many files are in @d@", "@d@.*wc", 'ls -1 @d@ | wc -l'),
    ("sh", "a variable called @k@", (
        "set the variable @k@ to @n@", "make a variable @k@ with the value @n@",
        "!a variable @k@ in {L} set to @n@", "store @n@ in the variable @k@"),
     None, "@k@=@n@", """
@k@=@n@
echo "$@k@"
"""),
    ("sh", "a case statement", (
        "write a case statement for @w@ and @v@", "use case for the words @w@ and @v@",
        "!case in {L} for @w@ and @v@"),
     None, "case.*@w@.*@v@", """
case "$1" in
    @w@) echo "first" ;;
    @v@) echo "second" ;;
    *) echo "something else" ;;
esac"""),
    ("sh", "a sum", (
        "add @a@ and @b@", "add the numbers @a@ and @b@", "compute @a@ plus @b@"),
     "get the sum of @a@ and @b@", r"@a@ \+ @b@", 'echo $((@a@ + @b@))'),
    ("sh", "a product", (
        "multiply @a@ by @b@", "multiply @a@ and @b@", "compute @a@ times @b@"),
     None, r"@a@ \* @b@", 'echo $((@a@ * @b@))'),
    ("sh", "a loop that renames files", (
        "rename all .@x@ files to .bak", "change the ending of all .@x@ files to .bak",
        "give every .@x@ file the ending .bak"),
     "turn the ending of each .@x@ file into .bak", "mv.*@x@", """
for f in *.@x@; do
    mv "$f" "${f%.@x@}.bak"
done"""),
    ("sh", "a backup of a folder", (
        "back up the folder @d@", "pack the folder @d@ into an archive", "make a tar archive of @d@",
        "save @d@ as @w@.tar.gz"),
     None, r"tar.*@w@.*@d@", "tar -czf @w@.tar.gz @d@"),
    ("sh", "a loop that waits", (
        'print "@w@" every @n@ seconds', 'echo "@w@" every @n@ seconds', 'say "@w@" each @n@ seconds'),
     None, "@w@.*@n@", """
while true; do
    echo "@w@"
    sleep @n@
done"""),
    ("sh", "a script that asks for a name", (
        "ask the user for a name and greet them", "read the user's name", "ask for a name",
        "!user input in {L}"),
     None, "read", """
#!/bin/sh
printf "Your name: "
read -r name
echo "Hello, $name!"
"""),
    ("sh", "a comparison of strings", (
        'compare a variable with "@w@"', 'check if $1 is "@w@"', 'test whether the argument equals "@w@"'),
     None, '= "?@w@', """
if [ "$1" = "@w@" ]; then
    echo "equal"
else
    echo "different"
fi"""),
    ("sh", "an if statement", (
        "check if n is greater than @n@", "test whether a number is larger than @n@",
        "!if statement in {L} that tests if n is more than @n@"),
     None, "-gt @n@", """
if [ "$n" -gt @n@ ]; then
    echo "greater than @n@"
fi"""),
    ("sh", "a test for even numbers", (
        "check if a number is even", "test whether a number is even", "!even or odd in {L}"),
     None, "% 2", """
if [ $(($1 % 2)) -eq 0 ]; then
    echo "even"
else
    echo "odd"
fi"""),
    ("sh", "a command that writes to a file", (
        'write "@w@" to the file @file@', 'save the word "@w@" in @file@',
        'write the text "@w@" into @file@'),
     'put the word "@w@" into @file@', "@w@.*@file@", 'echo "@w@" > @file@'),
    ("sh", "a command that adds a line to a file", (
        'append "@w@" to @file@', 'add the line "@w@" to the end of @file@',
        'add "@w@" at the end of @file@'),
     None, "@w@.*>> @file@", 'echo "@w@" >> @file@'),
    ("sh", "a command that replaces a word", (
        "replace @w@ by @v@ in @file@", "change every @w@ to @v@ in @file@",
        "swap the word @w@ for @v@ in @file@"),
     "turn each @w@ in @file@ into @v@", "@w@.*@v@.*@file@", "sed 's/@w@/@v@/g' @file@"),
    ("sh", "a command that sorts a file", (
        "sort the lines of @file@", "sort @file@", "print @file@ in alphabetical order"),
     None, "sort.*@file@", 'sort @file@'),
    ("sh", "a command that sorts numbers", (
        "sort the numbers @l@", "put the numbers @l@ in order"),
     None, "sort", r"printf '%s\n' @q@ | sort -n"),
    ("sh", "a command for the first lines of a file", (
        "print the first @n@ lines of @file@", "show the first @n@ lines of @file@",
        "get the top @n@ lines of @file@"),
     "see the top @n@ lines of @file@", "head.*@n@.*@file@", 'head -n @n@ @file@'),
    ("sh", "a command for the last lines of a file", (
        "print the last @n@ lines of @file@", "show the last @n@ lines of @file@",
        "get the final @n@ lines of @file@"),
     None, "tail.*@n@.*@file@", 'tail -n @n@ @file@'),
    ("sh", "a loop that repeats a word", (
        'print the word "@w@" @n@ times', 'repeat "@w@" @n@ times', 'write "@w@" @n@ times'),
     'put "@w@" on the screen @n@ times', "@n@.*@w@", """
for i in $(seq @n@); do
    echo "@w@"
done"""),
    ("sh", "a script that stops at errors", (
        "stop a script at the first error", "exit when a command fails",
        "!make a {L} script stop at errors"),
     None, "set -e", """
#!/bin/sh
set -e
mkdir -p build
cd build
echo "done"
"""),
    ("sh", "a variable with the output of a command", (
        "store the date in a variable", "put the output of date into a variable",
        "save a command's output in a variable"),
     None, r"\$\(", """
today=$(date +%Y-%m-%d)
echo "$today"
"""),
)


def _programs():
    """A question that names no folder or archive gets the usual one."""
    for lang, what, asks, held, shows, code in PROGRAMS:
        code = code.strip("\n")
        for slot, usual in (("@d@", "."), ("@w@", "backup")):
            if what in ("a search for .@x@ files", "a backup of a folder") and slot in code:
                without = [a for a in asks if slot not in a]
                if without:
                    yield lang, what, without, None, shows.replace(slot, usual), code.replace(slot, usual)
                asks = [a for a in asks if slot in a]
        yield lang, what, asks, held, shows, code


ASKS = list(_programs())

FRAMES = ("Write {L} code to {do}.", "How do I {do} in {L}?", "{do} in {L}", "{Do} in {L}.",
          "Show me how to {do} in {L}.", "how to {do} in {L}", "Can you {do} in {L}?",
          "I need {L} code to {do}.", "I want to {do} in {L}.", "Write me some {L} to {do}.", "In {L}, {do}.",
          "{L}: {do}", "{L} code to {do}", "How can I {do} with {L}?",
          "Use {L} to {do}.", "What does {L} code look like to {do}?", "Could you {do} in {L}?",
          "Give me {L} code to {do}.", "i'd like to {do} in {L}", "Please {do} in {L}.",
          "What is the way to {do} in {L}?", "Help me {do} in {L}.", "Write something in {L} to {do}.",
          "An example in {L}, please: {do}.", "Do you know how to {do} in {L}?")
HELD_FRAMES = ("Please write me a bit of {L} to {do}.", "Would you write {L} for me to {do}?",
               "What would I write in {L} to {do}?", "I have to {do} in {L}. How?",
               "Let me see some {L} to {do}.")
LANGUAGES = {"c": ("C",) * 8 + ("c",), "python": ("Python",) * 6 + ("python",) * 3,
             "sh": ("sh",) * 3 + ("shell",) * 3 + ("bash", "bash", "Shell")}
TITLES = {"c": "C", "python": "Python", "sh": "sh"}

# Names that a language, its library or the programs above have already.
_BAD = set("""
abort abs accept access alarm alias all and any args as assert async auto average await bin bind bool break
calloc case cd ceil char class clock close command conj const continue copy cos credits daemon data day def
default define del dict dir div do done double echo elif else enum environ error esac eval except exec exit
exp export extern false ffs fi file filter finally float floor fmod for fork format free from function gamma
getc getopt gets global goto hash head help hour hypot i if import in include index inline input insque int
is isspace iter jn key kill lambda license line link linux list listen local log logb long main malloc map
match max min minute mode month name next nice node none nonlocal not object off old open or parser pass
path pause pipe pow pragma print printf property push putc puts quit raise rand random range read register
remove remque rename rest restrict result return round search second select self send set shift short signal
signbit signed sin sizeof sleep slice socket sort sorted sqrt squares srandom stat static stderr stdin
stdout step str strlen struct sum super swap switch sync system tan test text then time timeout today
tolower total toupper trap true try type typedef undef union unix unlink unset unsigned until value values
vars void volatile wait while with words write year yield yn zip
""".split())
_WORDS = []
_IDENT = []
EXTENSIONS = ("txt", "md", "c", "py", "sh", "json", "csv", "log", "html", "png", "jpg", "pdf", "xml", "yaml",
              "h", "css")
NAMES = ("Ann", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Ida", "Jack", "Kate", "Leo",
         "Mary", "Nina", "Oscar", "Paul", "Rosa", "Sam", "Tom", "Vera")


def _pools():
    if not _WORDS:
        ok = [w for w in words() if w["word"].isalpha() and w["word"].isascii() and w["word"].islower()
              and 3 <= len(w["word"]) <= 9]
        _WORDS.extend(w["word"] for w in ok)
        _IDENT.extend(w["word"] for w in ok if w["pos"] == "noun" and len(w["word"]) <= 8
                      and w["level"] <= 35 and w["word"] not in _BAD)
    return _WORDS, _IDENT


def _slots(R):
    pool, ident = _pools()
    a = R.randrange(1, 40)
    k, m, s = R.sample(ident, 3)
    f = R.choice(ident)
    if R.random() < 0.25:
        f += "_" + R.choice(ident)
    numbers = [str(R.randrange(1, 100)) for _ in range(R.randrange(3, 7))]
    w, v, u = R.sample(pool, 3)
    return {"a": str(a), "b": str(a + R.randrange(2, 100)), "n": str(R.randrange(2, 60)), "w": w, "v": v,
            "u": u, "f": f, "S": s.capitalize(), "s": s, "k": k, "m": m, "K": k.upper(), "M": m.upper(),
            "file": R.choice(pool) + "." + R.choice(("txt", "txt", "log", "md", "csv", "dat")),
            "x": R.choice(EXTENSIONS), "d": R.choice(pool), "l": ", ".join(numbers), "q": " ".join(numbers)}


def at(template, slots):
    if "@" in template:
        for key, value in slots.items():
            mark = "@" + key + "@"
            if mark in template:
                template = template.replace(mark, value)
    return template


def _article(ask):
    return ask.replace("a sh ", "an sh ").replace("A sh ", "An sh ").replace("a Shell ", "a shell ")


def _question(R, ask, lang, slots):
    """A held-out way to ask."""
    name = R.choice(LANGUAGES[lang])
    if ask.startswith("!"):
        q = ask[1:]
    else:
        q = R.choice(HELD_FRAMES).replace("{do}", ask).replace("{Do}", cap(ask))
    return at(_article(q.replace("{L}", name)), slots)


KEPT_OUT = frozenset(p[3].lower().strip("!?.") for p in ASKS if p[3])  # words alone may meet one of these
WAYS = {(lang, asks[0]): wording.Ways(lang, asks, KEPT_OUT) for lang, _, asks, *_ in ASKS}
_unused = {k for k in wording.TASKS if not any(k in (a, f"{lang} {a}") for lang, a in WAYS)}
assert not _unused, _unused
DO = [f for f in FRAMES for _ in range(len(wording.DO) // len(FRAMES) // 2)] + wording.DO
FORMS = {"does": wording.DOES, "doing": wording.DOING, "noun": wording.NOUN, "do": DO}


def _asked(R, asks, lang, slots):
    """One of the many ways to ask for the program that `asks` names."""
    ways = WAYS[lang, asks[0]]
    kind = R.choice(ways.kinds)
    way = R.choice(getattr(ways, kind))
    if kind == "whole":
        q = typed(R, way)
    else:
        q = R.choice(FORMS[kind]).replace("{" + kind + "}", way)
        q = typed(R, q.replace("{" + cap(kind) + "}", cap(way)))
    q = q.replace("{in}", R.choice(wording.IN[lang])).replace("{L}", R.choice(wording.NAME[lang]))
    q = _article(q)
    if R.random() < 0.5:
        q = contract(q)
    return at(q[:1].upper() + q[1:] if R.random() < 0.3 and q[0] != "@" else q, slots)


def _answer(lang, what, code, slots):
    return f"Here is {at(what, slots)} in {TITLES[lang]}:\n\n```{lang}\n{at(code, slots)}\n```"


# ---- words of computing ----

TERMS = {
    "variable": "A variable is a name for a value that a program keeps and may change.",
    "constant": "A constant is a value with a name that never changes while the program runs.",
    "function":
        "A function is a part of a program with a name; it takes arguments and may return a value.",
    "pointer": "A pointer is a value that holds the address of something in memory.",
    "array": "An array is a row of elements of the same type, which are found by their index.",
    "list": "A list is a sequence of elements that can grow and shrink.",
    "string": "A string is a sequence of characters, such as a word or a sentence.",
    "loop": "A loop is a part of a program that is repeated, as long as a condition holds or for each "
            "element of something.",
    "class": "A class describes objects: what data they have and what they can do.",
    "object": "An object is a thing in a program that has data and functions of its own.",
    "struct": "A struct groups several values of different types under one name.",
    "compiler": "A compiler is a program that translates source code into machine code.",
    "interpreter": "An interpreter is a program that runs source code directly, step by step.",
    "algorithm": "An algorithm is a list of exact steps that solves a problem.",
    "bug": "A bug is a mistake in a program that makes it do the wrong thing.",
    "debugger": "A debugger is a program that runs another one step by step and shows what it does.",
    "bit": "A bit is the smallest piece of information: it is either 0 or 1.",
    "byte": "A byte is a group of 8 bits.",
    "kilobyte": "A kilobyte is 1000 bytes; 1024 bytes are called a kibibyte.",
    "boolean": "A boolean is a value that is either true or false.",
    "integer": "An integer is a whole number, such as 3 or -7.",
    "recursion": "Recursion means that a function calls itself, each time on a smaller problem.",
    "stack": "A stack is a pile of values: the last one put on it is the first one taken off.",
    "queue": "A queue is a row of values: the first one put in is the first one taken out.",
    "linked list": "A linked list is a row of nodes, each of which holds a value and a pointer to the next "
                   "node.",
    "hash table": "A hash table finds values by their keys; a hash of the key tells where the value lies.",
    "dictionary in Python": "A dictionary in Python maps keys to values.",
    "shell": "A shell is a program that reads commands and runs them.",
    "terminal": "A terminal is a window in which you type commands and read what they print.",
    "kernel": "The kernel is the core of an operating system: it manages memory, processes and devices.",
    "operating system": "An operating system is the software that runs a computer and starts all other "
                        "programs.",
    "process": "A process is a program that is running.",
    "thread": "A thread is one of several runs of code inside a process; threads share its memory.",
    "file": "A file is a piece of data with a name, which is kept on a disk.",
    "directory": "A directory is a place that holds files and other directories; it is also called a folder.",
    "path": "A path tells where a file is, for example `docs/notes.txt`.",
    "pipe": "A pipe sends the output of one command to the input of the next; it is written `|`.",
    "exit status": "An exit status is a number that a program gives back when it ends: 0 means success.",
    "library": "A library is a collection of code that other programs can use.",
    "header file": "A header file declares the functions and types that a C program can use from elsewhere.",
    "syntax error": "A syntax error is a place where code breaks the rules of its language, so that it "
                    "cannot be read.",
    "exception":
        "An exception is an error that stops the normal run of a program until some code handles it.",
    "comment": "A comment is text in a program that is meant for people; the computer ignores it.",
    "argument": "An argument is a value that is given to a function or a program.",
    "parameter": "A parameter is the name that a function has for a value given to it.",
    "return value": "A return value is what a function gives back to its caller.",
    "index": "An index is the number of an element in a list or an array; it often starts at 0.",
    "database": "A database is an ordered store of data that can be searched and changed.",
    "server": "A server is a program or a computer that answers requests of others.",
    "browser": "A browser is a program that shows web pages.",
    "repository": "A repository is a folder whose files and whole history are kept by a tool such as git.",
    "commit": "A commit is a saved step in the history of a repository.",
    "branch in git": "A branch in git is a line of work with commits of its own.",
    "JSON": "JSON is a text format for data that is made of objects, lists, strings and numbers.",
    "Markdown": "Markdown is a simple way to write text with headings, lists and emphasis.",
    "regular expression": "A regular expression is a pattern that describes texts to search for.",
    "password": "A password is a secret word that proves who you are.",
    "source code": "Source code is the text of a program as people write it.",
    "memory": "Memory is where a computer keeps the data and programs that it is working with.",
    "processor": "The processor is the part of a computer that carries out the instructions of programs.",
    "keyboard shortcut": "A keyboard shortcut is a set of keys that does something when pressed together.",
    "script": "A script is a short program that an interpreter runs.",
    "module": "A module is a file of code that other code can import.",
    "token": "A token is a small piece of text, such as a word or a sign, that a program reads as one unit.",
}
NO_ARTICLE = {"recursion", "JSON", "Markdown", "source code", "memory"}
SHELL = {
    "ls": "lists the files in the current directory",
    "ls -l": "lists files with their permissions, owners, sizes and dates",
    "ls -a": "lists all files, also the hidden ones",
    "cd": "changes the current directory", "cd ..": "goes to the directory above",
    "pwd": "prints the path of the current directory", "cat": "prints the contents of files",
    "cp": "copies files", "cp -r": "copies directories with all that is in them",
    "mv": "moves or renames files", "rm": "deletes files",
    "rm -r": "deletes a directory with all that is in it",
    "mkdir": "makes a new directory", "mkdir -p": "makes a directory and all missing ones above it",
    "rmdir": "removes an empty directory",
    "touch": "makes an empty file, or sets the time of an existing one to now",
    "grep": "prints the lines that match a pattern", "grep -n": "prints matching lines with their numbers",
    "grep -r": "searches all files below a directory", "grep -i": "searches without regard to capitals",
    "grep -v": "prints the lines that do not match", "find": "searches for files below a directory",
    "head": "prints the first lines of a file", "tail": "prints the last lines of a file",
    "tail -f": "prints the end of a file and waits for new lines",
    "wc": "counts the lines, words and bytes of a file", "wc -l": "counts the lines of a file",
    "sort": "sorts lines", "sort -n": "sorts lines by number",
    "uniq": "drops repeated lines that follow each other", "echo": "prints its arguments",
    "df -h": "shows how full the disks are", "du -sh": "shows how much space a directory takes",
    "free -h": "shows how much memory is free",
    "ps aux": "lists all running processes",
    "top": "shows the running processes and keeps the list up to date",
    "kill": "sends a signal to a process, by default to end it", "chmod": "changes the permissions of a file",
    "chmod +x": "makes a file executable",
    "chown": "changes the owner of a file", "man": "shows the manual of a command",
    "which": "tells where a program is", "whoami": "prints your user name",
    "uname -a": "prints all information about the system",
    "uptime": "tells how long the system has been running", "date": "prints the date and the time",
    "diff": "shows how two files differ", "tar": "packs files into an archive and unpacks them",
    "gzip": "compresses a file",
    "sed": "edits text as it streams through", "awk": "works on the columns of text",
    "cut": "cuts columns out of lines", "tr": "replaces or deletes characters",
    "xargs": "turns its input into arguments of a command",
    "ssh": "logs in to another computer over the network", "curl": "fetches data from a web address",
    "ping": "checks whether another computer answers",
    "git status": "shows which files have changed since the last commit",
    "git add": "marks changes for the next commit", "git commit": "saves the marked changes in the history",
    "git log": "lists the commits", "git diff": "shows the changes since the last commit",
    "git push": "sends commits to another repository",
    "git pull": "fetches commits from another repository and merges them", "git clone": "copies a repository",
    "git branch": "lists the branches", "make": "builds a program by the rules of a makefile",
    "gcc": "compiles C programs",
    "nproc": "prints the number of processors", "history": "lists the commands that were typed before",
    "clear": "clears the terminal", "sleep": "waits for some seconds", "less": "shows a file page by page",
    "exit": "ends the shell",
    "seq": "prints a sequence of numbers", "tee": "writes its input to a file and also prints it",
    "env": "prints the environment variables", "ln -s": "makes a symbolic link",
}
ASK_TERM = ("What is {t}?", "what is {t}", "What's {t}?", "Explain {t}.",
            "What does {t} mean in programming?", "Can you explain what {t} is?", "Tell me what {t} is.",
            "What is meant by {t}?", "Do you know what {t} is?",
            "In computing, what is {t}?", "Explain to me what {t} is.", "I'd like to know what {t} is.",
            "Could you tell me what {t} is?", "what exactly is {t}?",
            "How would you explain {t}?", "I don't understand what {t} is.", "Please explain {t}.",
            "Say in one sentence what {t} is.", *wording.TERM)
HELD_TERM = ("Would you explain to me what {t} is?", "What do people mean by {t} in computing?",
             "Describe {t} for a beginner in programming.")
ASK_SHELL = ("What does `{c}` do?", "what does {c} do in a shell?", "Explain `{c}`.", "What is `{c}` for?",
             "What is the command `{c}`?", "What does the command {c} do?", "Can you explain `{c}`?",
             "What happens if I type `{c}`?",
             "Tell me what `{c}` does.", "why would I use `{c}`?", "What is {c} in the shell?",
             "I'd like to know what `{c}` does.", "Do you know what `{c}` does?", "What do I use `{c}` for?",
             "explain the command {c}",
             "Explain what {c} does in a terminal.", *wording.SHELL)
HELD_SHELL = ("Would you tell me what `{c}` does in a shell?", "What is the effect of the command `{c}`?")
_TERMS, _SHELL = list(TERMS), list(SHELL)


_COMMON = set()


def _named(R, term, frame):
    """With its article; a word that the dictionary has, too, is asked for as a word of computing."""
    if not _COMMON:
        _COMMON.update(w["word"] for w in words())
    if term not in NO_ARTICLE:
        term = ("the " if term in ("kernel", "processor") else "an " if term[0] in "aeio" else "a ") + term
    if (term.split(" ", 1)[-1] in _COMMON
        or R.random() < 0.3) and "comput" not in frame and "program" not in frame \
            and "git" not in term and "Python" not in term:
        term += R.choice((" in programming", " in computing", " in programming"))
    return term


def _explain(R):
    if R.random() < 0.5:
        t, frame = R.choice(_TERMS), typed(R, R.choice(ASK_TERM))
        return [User(frame.replace("{t}", _named(R, t, frame))),
                Assistant(f"The user asks for a word of computing: {t}. I explain it.", TERMS[t])]
    c = R.choice(_SHELL)
    return [User(typed(R, R.choice(ASK_SHELL)).replace("{c}", c)),
            Assistant(f"The user asks about the command {c}. I explain it; nothing is run.",
                      f"`{c}` {SHELL[c]}.")]


_BY_WHAT = {}
for _p in ASKS:
    _BY_WHAT.setdefault(_p[1], {}).setdefault(_p[0], _p)
_BY_LANGUAGE = {lang: [p for p in ASKS if p[0] == lang] for lang in TITLES}
_CODES = ("c", "python", "sh")


def exchange(R, tools):
    if R.random() < 0.25:
        return _explain(R)
    lang, what, asks, _, _, code = R.choice(_BY_LANGUAGE[R.choice(_CODES)])
    slots = _slots(R)
    title = TITLES[lang]
    turns = [User(_asked(R, asks, lang, slots)),
             Assistant(f"The user wants {at(what, slots)} in {title}. I write it.",
                       _answer(lang, what, code, slots))]
    if R.random() < 0.08 and what in SAME:
        other = R.choice([x for x in _BY_WHAT[what] if x != lang])
        _, what, _, _, _, code = _BY_WHAT[what][other]
        q = typed(R, R.choice(wording.AGAIN)).replace("{L}", R.choice(wording.NAME[other]))
        q = _article(q.replace("{in}", R.choice(wording.IN[other])))
        turns += [User(q), Assistant(f"The user wants the same in {TITLES[other]}.",
                                     _answer(other, what, code, slots))]
    return turns


# Programs that the languages have in common under one name and with the same slots.
SAME = [w for w, by in _BY_WHAT.items() if len(by) > 1 and not w.startswith(("a function called", "an if"))]

_train = {a.lower().strip("!?.") for p in ASKS for a in p[2]} | {f.lower().strip("?.") for f in FRAMES
                                                                 + ASK_TERM + ASK_SHELL}
_train |= {a.replace("{in}", "in {L}").lower().strip("!?.")
           for w in WAYS.values() for a in w.do + w.noun + w.whole}
_train |= {f.replace("{in}", "in {L}").lower().strip("?.") for forms in FORMS.values() for f in forms}
_held = {p[3].lower().strip("!?.") for p in ASKS if p[3]} | {f.lower().strip("?.") for f in HELD_FRAMES
                                                             + HELD_TERM + HELD_SHELL}
assert not _train & _held, _train & _held


def cases(R):
    for lang in _CODES:
        rows = [p for p in _BY_LANGUAGE[lang] if p[3]]
        for i in range(15):
            _, what, asks, held, shows, code = rows[i % len(rows)]
            slots = _slots(R)
            quoted = {k: re.escape(v) for k, v in slots.items()}
            yield {"kind": "code", "id": f"code/{lang}-{i}", "tools": [], "thinking": i % 5 == 0,
                   "messages": [{"role": "user", "content": _question(R, held, lang, slots)}],
                   "expect": {"code": lang, "all": [at(shows, quoted)]}}
    for i, t in enumerate(("pointer", "variable", "compiler", "recursion", "byte", "array", "kernel",
                           "exit status")):
        key = {"pointer": "address", "variable": "value", "compiler": "translat", "recursion": "itself",
               "byte": "8 bits", "array": "elements", "kernel": "operating system",
               "exit status": "number"}[t]
        yield {"kind": "code-term", "id": f"code-term/{t}", "tools": [], "thinking": i % 4 == 0,
               "messages": [{"role": "user",
                             "content": HELD_TERM[i % 3].replace("{t}", _named(R, t, HELD_TERM[i % 3]))}],
               "expect": {"all": [key]}}
    for i, c in enumerate(("ls -l", "grep -n", "wc -l", "mkdir -p", "chmod +x", "tail", "git log")):
        key = {"ls -l": "permissions", "grep -n": "numbers", "wc -l": "lines", "mkdir -p": "director",
               "chmod +x": "executable", "tail": "last lines", "git log": "commits"}[c]
        yield {"kind": "code-term", "id": f"code-term/{c}", "tools": [], "thinking": False,
               "messages": [{"role": "user", "content": HELD_SHELL[i % 2].replace("{c}", c)}],
               "expect": {"all": [key]}}
