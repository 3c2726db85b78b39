package org.temper.data.corpus;

/** A listener that is told how far the reading of large files has come. */
public interface ReadingProgress {

  /**
   * Begins, where records are to be tokenized into a cache.
   *
   * @param bytes how large the files are
   */
  void start(long bytes);

  /**
   * Goes on.
   *
   * @param records records so far
   * @param bytes about how many bytes of text they are
   */
  void reached(long records, long bytes);

  /** Ends. */
  void end();

  /**
   * Says a word to the user.
   *
   * @param text one line
   */
  void say(String text);

  /**
   * Tells nobody.
   *
   * @return the progress
   */
  static ReadingProgress none() {
    return new ReadingProgress() {
      @Override
      public void start(long bytes) {}

      @Override
      public void reached(long records, long bytes) {}

      @Override
      public void end() {}

      @Override
      public void say(String text) {}
    };
  }
}
