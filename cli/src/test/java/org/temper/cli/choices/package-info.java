@NullMarked
package org.temper.cli.choices;

import org.jspecify.annotations.NullMarked;
