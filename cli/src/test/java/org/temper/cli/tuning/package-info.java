@NullMarked
package org.temper.cli.tuning;

import org.jspecify.annotations.NullMarked;
