"""From found passages to an answer: decide whether to answer, choose statements, arrange, cite."""
