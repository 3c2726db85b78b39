/** Tests of mid-training. */
@NullMarked
package org.temper.cli.midtrain;

import org.jspecify.annotations.NullMarked;
