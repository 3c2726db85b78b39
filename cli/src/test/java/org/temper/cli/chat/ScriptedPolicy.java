package org.temper.cli.chat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.UncachedDecodingSession;
import org.temper.testkit.PieceCodec;

/** A policy that says its lines: which of them is told by how often the assistant was asked. */
final class ScriptedPolicy implements Policy {
  private final NDManager manager = NDManager.newBaseManager();
  private final PieceCodec codec;
  private final String header;
  private final ImmutableList<long[]> turns;
  private final int maxLength;
  private final List<String> prompts = new ArrayList<>();

  /** Turns are spelled with the token that ends them. */
  ScriptedPolicy(PieceCodec codec, String header, int maxLength, List<String> turns) {
    this.codec = codec;
    this.header = header;
    this.turns = turns.stream().map(codec::encode).collect(ImmutableList.toImmutableList());
    this.maxLength = maxLength;
  }

  /** What it was given at the beginning of each of its turns. */
  List<String> prompts() {
    return prompts;
  }

  @Override
  public ParameterSet parameters() {
    return ParameterSet.empty();
  }

  @Override
  public long vocabularySize() {
    return codec.vocabularySize();
  }

  @Override
  public int maxLength() {
    return maxLength;
  }

  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    throw new UnsupportedOperationException("frozen");
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    throw new UnsupportedOperationException("not needed");
  }

  @Override
  public DecodingSession decode(SequenceBatch start) {
    return UncachedDecodingSession.of(
        start, vocabularySize(), maxLength, (rows, origins) -> logits(rows));
  }

  private NDArray logits(SequenceBatch rows) {
    float[] logits = new float[(int) vocabularySize()];
    logits[(int) next(codec.spell(rows.rowTokens(0)))] = 100;
    return manager.create(logits, new Shape(1, vocabularySize()));
  }

  private long next(String text) {
    int begin = text.lastIndexOf(header) + header.length();
    int asked = Splitter.on(header).splitToList(text).size() - 2;
    int said = codec.encode(text.substring(begin)).length;
    if (said == 0) {
      prompts.add(text);
    }
    return turns.get(asked)[said];
  }

  @Override
  public Policy frozenCopy() {
    throw new UnsupportedOperationException("not needed");
  }

  @Override
  public void close() {
    manager.close();
  }
}
