package org.temper.cli.midtrain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.temper.api.TokenSequence;
import org.temper.api.text.TextCodec;
import org.temper.cli.arithmetic.ArithmeticCorpus;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.arithmetic.MultiplicationCorpus;
import org.temper.cli.midtrain.Midtraining.Data;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;

/**
 * The domains that the quickstart's base model is mid-trained on: products and quotients, which it
 * does not know, beside the sums and differences that it was pretrained on. Documents are joined
 * and cut into blocks as in its pre-training.
 */
public final class GeneratedDomains {
  private static final int BLOCK = 64;
  private static final int HELD_OUT_DOCUMENTS = 1000;

  private GeneratedDomains() {}

  /**
   * Generates both domains.
   *
   * @param codec the base model's tokenizer
   * @param documents how many documents of each to train on
   * @param seed what makes them; those held out are the same for all seeds
   * @return the new source {@code products} and the old data
   */
  public static Data of(TextCodec codec, int documents, long seed) {
    Tokenization tokenization = Tokenization.of(codec, BLOCK, Overflow.ERROR);
    Source products =
        new Source(
            "products",
            "products",
            OptionalDouble.empty(),
            split(
                tokenization,
                MultiplicationCorpus.documents(Part.TRAINING, seed).limit(documents),
                MultiplicationCorpus.documents(Part.HELD_OUT, 0)));
    Split<TokenSequence> sums =
        split(
            tokenization,
            ArithmeticCorpus.documents(Part.TRAINING, seed).limit(documents),
            ArithmeticCorpus.documents(Part.HELD_OUT, 0));
    return new Data(List.of(products), Optional.of(Source.old(sums)));
  }

  private static Split<TokenSequence> split(
      Tokenization tokenization, Stream<String> train, Stream<String> heldOut) {
    return new Split<>(
        tokenization.blocks(train.toList()),
        tokenization.blocks(heldOut.limit(HELD_OUT_DOCUMENTS).toList()));
  }
}
