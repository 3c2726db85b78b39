package org.temper.data.hub;

import java.util.Locale;

/** The kinds of repositories. */
enum HubKind {
  MODEL(""),
  DATASET("datasets/");

  private final String prefix;

  HubKind(String prefix) {
    this.prefix = prefix;
  }

  /** The repository's folder in the cache. */
  String folder(String repository) {
    return plural() + "--" + repository.replace("/", "--");
  }

  /** The repository's page, below the endpoint. */
  String page(String repository) {
    return prefix + repository;
  }

  /** The repository's description, below the endpoint. */
  String api(String repository) {
    return "api/" + plural() + "/" + repository;
  }

  private String plural() {
    return name().toLowerCase(Locale.ROOT) + "s";
  }

  @Override
  public String toString() {
    return this == MODEL ? "model" : "data set";
  }
}
