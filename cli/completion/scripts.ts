/**
 * Text for each shell: it asks `sluice completion words`, whose last word is the one that is being typed.
 *
 * Words are names of a project's files among others, so that none may be expanded: `compgen -W` would run a command that is written in one
 * (Bash Reference Manual, "Programmable Completion").
 */
export const SCRIPTS = {
  bash: `_sluice() {
  local word words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS= read -r word; do
    printf -v word %q "$word"
    COMPREPLY+=("$word")
  done < <(sluice completion words -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _sluice sluice
`,
  zsh: `_sluice() {
  local -a found
  found=(\${(f)"$(sluice completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
compdef _sluice sluice
`,
  fish: `function __sluice_words
  set -l words (commandline -opc) (commandline -ct)
  sluice completion words -- $words[2..-1] 2>/dev/null
end
complete -c sluice -f -a '(__sluice_words)'
`,
} as const;

export type Shell = keyof typeof SCRIPTS;
