/** Text for the recipes: a tokenizer made from a list of words, and documents read from files. */
@NullMarked
package org.temper.cli.text;

import org.jspecify.annotations.NullMarked;
