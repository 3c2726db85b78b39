package org.temper.cli.recommenders.onerec;

import org.temper.api.Policy;
import org.temper.api.semantic.Continuations;
import org.temper.api.semantic.SemanticIds;
import org.temper.data.BatchConfig;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.interactions.semantic.ItemTokens.StartPlace;
import org.temper.interactions.sequences.SequenceConfig;
import org.temper.interactions.sequences.UserSequences;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.onerec.OneRecPolicy;
import org.temper.models.scoring.DropoutPolicy;

/** A network that generates items, by its name among the options. */
enum Network {
  /** Reads one token after the other, and learns from all of them. */
  DECODER,
  /** OneRec's: reads a history as a whole, and learns the session after it. */
  ENCODER_DECODER,
  /** OneRec-V2's. */
  LAZY_DECODER;

  /** Items as this network reads them. */
  ItemTokens writing(SemanticIds ids) {
    return new ItemTokens(ids, this == DECODER ? StartPlace.FIRST : StartPlace.AFTER_HISTORY);
  }

  /** A view of such a network's policy that is trained with dropout. */
  DropoutPolicy dropping(Policy policy, double share, long seed) {
    return this == DECODER
        ? ((DecoderPolicy) policy).withDropout(share, seed)
        : ((OneRecPolicy) policy).withDropout(share, seed);
  }

  /** Such a network's policy among the tokens that may come next. */
  Policy among(Policy policy, Continuations continuations) {
    return this == DECODER
        ? ((DecoderPolicy) policy).withContinuations(continuations)
        : ((OneRecPolicy) policy).withContinuations(continuations);
  }

  /**
   * A log's users as this network learns from them.
   *
   * @param maxItems the most items of a history
   * @param session the most items that are generated after one
   */
  UserSequences sequences(InteractionLog log, int maxItems, int session, BatchConfig batches) {
    return this == DECODER
        ? UserSequences.of(log, SequenceConfig.of(maxItems), batches)
        : UserSequences.ofSessions(log, SequenceConfig.of(maxItems + session), session, batches);
  }
}
