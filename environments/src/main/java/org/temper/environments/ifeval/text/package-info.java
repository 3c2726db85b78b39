/** Texts as the checks of instructions see them: words, sentences, words in capital letters. */
@NullMarked
package org.temper.environments.ifeval.text;

import org.jspecify.annotations.NullMarked;
