/** Recommenders: HSTU and SASRec as policies over items, and feedback models. */
@NullMarked
package org.temper.models.recommender;

import org.jspecify.annotations.NullMarked;
