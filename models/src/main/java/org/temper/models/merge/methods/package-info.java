/** Methods of joining models, each by its paper, with the conventions that are open in it. */
@NullMarked
package org.temper.models.merge.methods;

import org.jspecify.annotations.NullMarked;
