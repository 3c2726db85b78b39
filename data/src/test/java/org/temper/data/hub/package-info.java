@NullMarked
package org.temper.data.hub;

import org.jspecify.annotations.NullMarked;
