package org.temper.data.corpus;

import java.util.Optional;
import org.temper.data.Tokenization.Fate;

/**
 * The outcome of a record.
 *
 * @param prompt what it is held out by
 * @param fate what became of it
 * @param example its example, unless it was left out
 * @param <E> what an example is
 */
record Row<E>(String prompt, Fate fate, Optional<E> example) {}
