@NullMarked
package org.temper.cli.training;

import org.jspecify.annotations.NullMarked;
