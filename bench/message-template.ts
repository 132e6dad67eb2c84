/** What Flux writes for an update, as a person would have it in a file beside the others. */
export const messageTemplate = `chore: update image tags

{{ $tagged := dict -}}
{{ range .Changed.Changes }}{{ if hasSuffix ":tag" .Setter -}}
  {{ $_ := set $tagged (trimSuffix ":tag" .Setter) true }}{{ end }}{{ end -}}
{{ $lines := list -}}
{{ range .Changed.Changes }}{{ if not (hasKey $tagged (trimSuffix ":digest" .Setter)) -}}
  {{ $target := index $.Values (index (splitList ":" .Setter) 1) | default .Setter -}}
  {{ $lines = append $lines (printf "%s: %s -> %s" $target (default "none" .OldValue) .NewValue) }}{{ end }}{{ end -}}
{{ range sortAlpha $lines }}{{ . }}
{{ end }}`;
