package org.temper.models.merge;

/** A listener that is told how far a merge has come. */
public interface MergeProgress {

  /**
   * Begins.
   *
   * @param numbers how many parameters will be gone through, each as often as the method needs it
   */
  void start(long numbers);

  /**
   * Goes on.
   *
   * @param numbers how many more have been gone through
   */
  void advance(long numbers);

  /** Ends, also where the merge failed. */
  void end();

  /**
   * Tells nobody.
   *
   * @return the progress
   */
  static MergeProgress none() {
    return new MergeProgress() {
      @Override
      public void start(long numbers) {}

      @Override
      public void advance(long numbers) {}

      @Override
      public void end() {}
    };
  }
}
