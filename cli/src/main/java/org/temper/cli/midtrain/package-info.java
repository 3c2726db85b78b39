/** Mid-training: a model learns new data while some of its old data is replayed. */
@NullMarked
package org.temper.cli.midtrain;

import org.jspecify.annotations.NullMarked;
