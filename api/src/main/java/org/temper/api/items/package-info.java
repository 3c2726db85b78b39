/** Policies, feedback models and priors over a catalog of items. */
@NullMarked
package org.temper.api.items;

import org.jspecify.annotations.NullMarked;
