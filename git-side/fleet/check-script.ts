/** Go packages of the tools that look at the fleet's files, in the releases that the tests run: Go's checksum database pins them. */
export const checkTools = [
  "sigs.k8s.io/kustomize/kustomize/v5@v5.8.1",
  "github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0",
  "github.com/mikefarah/yq/v4@v4.54.3",
] as const;

/** JSON schemas of custom resources, at a commit. @see https://github.com/datreeio/CRDs-catalog */
export const schemaLocation =
  "https://raw.githubusercontent.com/datreeio/CRDs-catalog/7b1e26ef9deea49293714d204c1a2270aab1178f/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json";

/**
 * Bash that builds what Flux applies to each cluster, as kustomize-controller does, and judges each object. It begins in
 * `clusters/<name>` and follows the Kustomizations that it finds there. Each fault names its file, or the folder of the
 * kustomization.yaml. It needs `SOURCE`, the name of Flux's GitRepository of the fleet, `HEADER`, how our
 * files begin, and `SCHEMAS`, where kubeconform finds a schema.
 */
export const checkScript = `shopt -s nullglob dotglob
work=$(mktemp -d)
failed=""

fail() {
  echo "::error::$1"
  failed=yes
}

has_kustomization() { [ -e "$1/kustomization.yaml" ] || [ -e "$1/kustomization.yml" ] || [ -e "$1/Kustomization" ]; }

# What a folder is made of: its kustomization.yaml, or else each YAML file, in the folders below too.
parts_of() {
  if has_kustomization "$1"; then
    echo "$1"
    return
  fi
  local entry
  for entry in "$1"/*; do
    if [ -L "$entry" ]; then continue; fi
    if [ -d "$entry" ]; then parts_of "$entry"; fi
    if [[ -f $entry && $entry =~ \\.ya?ml$ ]]; then echo "$entry"; fi
  done
}

build() { kustomize build --load-restrictor=LoadRestrictionsNone "$1"; }

# Group (or version), kind, namespace and name of each object.
names_in() { yq -N 'select(. != null) | [.apiVersion | sub("/.*", ""), .kind, .metadata.namespace // "", .metadata.name] | @tsv' "$1"; }

# A kustomization.yaml of somebody's own must not leave out what delivery.yaml asks for: Flux would not apply it, or prune it.
check_kept() {
  local file name
  while IFS= read -r file; do
    name=$(names_in "$file")
    if ! grep -Fxq -- "$name" "$work/names"; then fail "$file: the kustomization.yaml of $1 leaves it out"; fi
  done < <(grep -rlFx --include='*.yaml' -- "#$HEADER" "$1" | sort)
}

# One file, or what kustomize makes of a folder.
check_part() {
  if [ -d "$1" ]; then
    if ! build "$1" > "$work/stream" 2> "$work/log"; then
      fail "$1: $(cat "$work/log")"
      return
    fi
  else
    cp -- "$1" "$work/stream"
  fi
  if ! names_in "$work/stream" > "$work/names" 2> "$work/log"; then
    fail "$1: no objects in YAML: $(cat "$work/log")"
    return
  fi
  if [ -d "$1" ]; then check_kept "$1"; fi
  while IFS= read -r name; do
    printf '%s\\t%s\\n' "$name" "$1" >> "$work/objects"
  done < "$work/names"
  if ! kubeconform -strict -ignore-missing-schemas -schema-location "$SCHEMAS" < "$work/stream" > "$work/log" 2>&1; then
    fail "$1: $(cat "$work/log")"
  fi
  yq -N 'select(.kind == "Kustomization" and .apiVersion == "kustomize.toolkit.fluxcd.io/*") | select(.spec.sourceRef.kind == "GitRepository" and .spec.sourceRef.name == strenv(SOURCE)) | .spec.path // "."' "$work/stream" > "$work/paths"
  while IFS= read -r path; do
    path=$(realpath -m --relative-to=. -- "./$path")
    if [[ $path != .. && $path != ../* && -d $path ]]; then
      folders+=("$path")
    else
      fail "$1: spec.path: $path is no folder of this repository"
    fi
  done < "$work/paths"
}

check_folder() {
  local parts=() part
  mapfile -t parts < <(parts_of "$1")
  for part in "\${parts[@]}"; do check_part "$part"; done
  if [ \${#parts[@]} -eq 0 ] || has_kustomization "$1"; then return; fi
  # As kustomize-controller does where there is none.
  {
    echo "resources:"
    for part in "\${parts[@]}"; do
      part=\${part#"$1/"}
      echo "  - '\${part//\\'/\\'\\'}'"
    done
  } > "$1/kustomization.yaml"
  if ! build "$1" > /dev/null 2> "$work/log"; then fail "$1: $(cat "$work/log")"; fi
  rm -- "$1/kustomization.yaml"
}

for cluster in clusters/*/; do
  folders=("\${cluster%/}")
  : > "$work/objects"
  for ((next = 0; next < \${#folders[@]}; next++)); do
    folder=\${folders[next]}
    seen=""
    for ((before = 0; before < next; before++)); do
      if [ "\${folders[before]}" = "$folder" ]; then seen=yes; fi
    done
    if [ -z "$seen" ]; then check_folder "$folder"; fi
  done
  echo "$cluster: $(wc -l < "$work/objects") objects"
  cut -f 1-4 "$work/objects" | sort | uniq -d > "$work/twice"
  while IFS= read -r name; do
    files=$(awk -F '\\t' -v name="$name" '$1 "\\t" $2 "\\t" $3 "\\t" $4 == name { print $5 }' "$work/objects")
    fail "\${name//$'\\t'/ } is there more than once: \${files//$'\\n'/, }"
  done < "$work/twice"
done
if [ -n "$failed" ]; then exit 1; fi
`;
