/**
 * What is measured: JMH benchmarks of kernels and losses, and Temper's side of the comparison with
 * Python.
 */
@NullMarked
package org.temper.benchmarks;

import org.jspecify.annotations.NullMarked;
