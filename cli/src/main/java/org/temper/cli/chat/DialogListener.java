package org.temper.cli.chat;

import org.temper.environments.tools.CallRecord;

/** A listener to an answer while it is written. */
public interface DialogListener {

  /**
   * Hears what the model writes.
   *
   * @param piece the next characters
   */
  void text(String piece);

  /**
   * Hears of a call of a tool, once the turn that it is of was written.
   *
   * @param call the call and what came of it
   */
  void called(CallRecord call);
}
