/** Pages for people to look at. */
@NullMarked
package org.temper.data.html;

import org.jspecify.annotations.NullMarked;
