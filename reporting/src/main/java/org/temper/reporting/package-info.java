/** What people see of a training run: curves, charts, a progress bar. */
@NullMarked
package org.temper.reporting;

import org.jspecify.annotations.NullMarked;
