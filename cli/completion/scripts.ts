/** Text for each shell: it asks `sluice completion words`, whose last word is the one that is being typed. */
export const SCRIPTS = {
  bash: `_sluice() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  local IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(sluice completion words -- "\${words[@]}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
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
