package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.temper.api.DecodingSession;

/** A session with something wrong planted in it, for laws to find. */
record AlteredSession(
    DecodingSession session,
    Function<DecodingSession, NDArray> logitsOf,
    BiConsumer<DecodingSession, long[]> advancing,
    BiConsumer<DecodingSession, int[]> selecting,
    Beginning beginning,
    Consumer<DecodingSession> closing)
    implements DecodingSession {

  /** Begins a row anew. */
  @FunctionalInterface
  interface Beginning {
    void begin(DecodingSession session, int row, long[] prompt);
  }

  /** With nothing wrong yet. */
  static AlteredSession of(DecodingSession session) {
    return new AlteredSession(
        session,
        DecodingSession::logits,
        DecodingSession::advance,
        DecodingSession::select,
        DecodingSession::begin,
        DecodingSession::close);
  }

  AlteredSession withLogits(Function<DecodingSession, NDArray> value) {
    return new AlteredSession(session, value, advancing, selecting, beginning, closing);
  }

  AlteredSession withAdvance(BiConsumer<DecodingSession, long[]> value) {
    return new AlteredSession(session, logitsOf, value, selecting, beginning, closing);
  }

  AlteredSession withSelect(BiConsumer<DecodingSession, int[]> value) {
    return new AlteredSession(session, logitsOf, advancing, value, beginning, closing);
  }

  AlteredSession withBegin(Beginning value) {
    return new AlteredSession(session, logitsOf, advancing, selecting, value, closing);
  }

  AlteredSession withClose(Consumer<DecodingSession> value) {
    return new AlteredSession(session, logitsOf, advancing, selecting, beginning, value);
  }

  @Override
  public int rows() {
    return session.rows();
  }

  @Override
  public int[] liveRows() {
    return session.liveRows();
  }

  @Override
  public int length(int row) {
    return session.length(row);
  }

  @Override
  public int maxLength() {
    return session.maxLength();
  }

  @Override
  public NDArray logits() {
    return logitsOf.apply(session);
  }

  @Override
  public void advance(long... tokens) {
    advancing.accept(session, tokens);
  }

  @Override
  public void append(int row, long... tokens) {
    session.append(row, tokens);
  }

  @Override
  public void begin(int row, long... prompt) {
    beginning.begin(session, row, prompt);
  }

  @Override
  public void finish(int row) {
    session.finish(row);
  }

  @Override
  public void select(int... parents) {
    selecting.accept(session, parents);
  }

  @Override
  public void close() {
    closing.accept(session);
  }
}
