/** Confidences and outcomes from a file: read, recalibrated, and shown. */
@NullMarked
package org.temper.cli.calibrate;

import org.jspecify.annotations.NullMarked;
