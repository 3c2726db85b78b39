package org.temper.serving;

import java.util.List;

/** A store of what users chose, such as a table of a database. */
@FunctionalInterface
public interface UserHistories {

  /**
   * A user's history.
   *
   * @param user whoever is asked about
   * @return the events so far, in order of time; empty for a user who is not known. All of them or
   *     the latest: at least as many as the model reads
   */
  List<UserEvent> of(String user);
}
