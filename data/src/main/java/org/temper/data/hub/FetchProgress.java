package org.temper.data.hub;

import java.nio.file.Path;

/** A listener that is told what is fetched, on the thread that fetches. */
public interface FetchProgress {
  /** A listener that does nothing. */
  FetchProgress NONE = new FetchProgress() {};

  /**
   * Says what is about to be fetched.
   *
   * @param fetch what, how much and whereto
   */
  default void begin(Fetch fetch) {}

  /**
   * Says how far it is.
   *
   * @param bytes bytes that are there, those of an earlier run included
   * @param total bytes of all files of the fetch
   */
  default void received(long bytes, long total) {}

  /**
   * Says why nothing happens for now.
   *
   * @param reason what is waited for
   */
  default void waiting(String reason) {}

  /**
   * What is fetched.
   *
   * @param name the repository
   * @param commit its commit
   * @param host whom it is fetched from
   * @param files the number of files
   * @param bytes the bytes of all of them
   * @param present of these, the bytes that an earlier run left
   * @param folder the repository's folder in the cache
   */
  record Fetch(
      String name, String commit, String host, int files, long bytes, long present, Path folder) {}
}
