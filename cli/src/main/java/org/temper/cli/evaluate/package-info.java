/** Benchmarks whose completions are scored from the command line. */
@NullMarked
package org.temper.cli.evaluate;

import org.jspecify.annotations.NullMarked;
