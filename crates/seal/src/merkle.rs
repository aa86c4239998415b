//! Proofs: one signature over the root of a batch's leaves; a case's proof is its leaf, the path and that signature.

use crate::{Digest, PublicKey, Signature, SigningKey};
use serde::{Deserialize, Serialize};

/// A leaf: `SHA-256("bianmin-proof-1\0" ‖ canonical JSON)`.
pub fn leaf(canonical: &[u8]) -> Digest {
    Digest::of_parts(&[b"bianmin-proof-1\0", canonical])
}

fn node(left: &Digest, right: &Digest) -> Digest {
    Digest::of_parts(&[b"bianmin-node-1\0", left.as_bytes(), right.as_bytes()])
}

/// A neighbour on the way to the root and the side it stands on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// Its hash.
    pub hash: Digest,
    /// True when it stands on the left.
    pub left: bool,
}

/// Longest path that is followed.
const LONGEST: usize = 32;

/// The way from one leaf to the root; of length 0 when the batch has one leaf.
pub type Path = Vec<Neighbour>;

/// Root of the leaves and each leaf's path. An odd node moves up unchanged. No leaves: [`Digest::ZERO`].
pub fn tree(leaves: &[Digest]) -> (Digest, Vec<Path>) {
    let mut paths: Vec<Path> = vec![Vec::new(); leaves.len()];
    let mut level: Vec<(Digest, Vec<usize>)> =
        leaves.iter().enumerate().map(|(i, d)| (*d, vec![i])).collect();
    while level.len() > 1 {
        let mut above = Vec::with_capacity(level.len().div_ceil(2));
        for pair in level.chunks(2) {
            above.push(match pair {
                [left, right] => join(left, right, &mut paths),
                odd => odd[0].clone(),
            });
        }
        level = above;
    }
    (level.first().map_or(Digest::ZERO, |(root, _)| *root), paths)
}

fn join(
    left: &(Digest, Vec<usize>),
    right: &(Digest, Vec<usize>),
    paths: &mut [Path],
) -> (Digest, Vec<usize>) {
    left.1.iter().for_each(|i| paths[*i].push(Neighbour { hash: right.0, left: false }));
    right.1.iter().for_each(|i| paths[*i].push(Neighbour { hash: left.0, left: true }));
    (node(&left.0, &right.0), left.1.iter().chain(&right.1).copied().collect())
}

/// The root a leaf and its path lead to.
pub fn root_of(leaf: Digest, path: &[Neighbour]) -> Digest {
    path.iter().fold(leaf, |at, n| if n.left { node(&n.hash, &at) } else { node(&at, &n.hash) })
}

fn root_message(root: &Digest) -> Vec<u8> {
    [b"bianmin-root-1\0".as_slice(), root.as_bytes()].concat()
}

/// The gateway's signature over a root.
pub fn sign_root(key: &SigningKey, root: &Digest) -> Signature {
    key.sign(&root_message(root))
}

/// True when `signature` is `key`'s over the root that leaf and path lead to.
pub fn verify(key: &PublicKey, leaf: Digest, path: &[Neighbour], signature: &Signature) -> bool {
    path.len() <= LONGEST && key.verifies(&root_message(&root_of(leaf, path)), signature)
}

/// True when all of them verify. Leaves of one tree share root and signature, which are then checked once.
pub fn verify_all<'a>(
    key: &PublicKey,
    leaves: impl IntoIterator<Item = (Digest, &'a [Neighbour], &'a Signature)>,
) -> bool {
    let mut held = None;
    leaves.into_iter().all(|(leaf, path, signature)| {
        let stands = Some((root_of(leaf, path), *signature));
        let holds = path.len() <= LONGEST && (held == stands || verify(key, leaf, path, signature));
        held = stands.filter(|_| holds);
        holds
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_of_every_small_tree_is_proved_and_no_other_is() {
        let key = SigningKey::from_bytes([3; 32]);
        for count in 1..=17u8 {
            let leaves: Vec<Digest> = (0..count).map(|i| leaf(&[i])).collect();
            let (root, paths) = tree(&leaves);
            let signature = sign_root(&key, &root);
            let all = |leaves: &[Digest]| {
                let proofs =
                    leaves.iter().zip(&paths).map(|(leaf, path)| (*leaf, path.as_slice(), &signature));
                verify_all(&key.public(), proofs)
            };
            assert!(all(&leaves));
            for at in 0..leaves.len() {
                let mut forged = leaves.clone();
                forged[at] = leaf(b"another");
                assert!(!all(&forged), "{at} of {count}");
            }
            for (leaf_at, path) in leaves.iter().zip(&paths) {
                assert!(verify(&key.public(), *leaf_at, path, &signature));
                assert!(!verify(&key.public(), leaf(b"another"), path, &signature));
            }
        }
    }

    #[test]
    fn a_single_leaf_has_a_path_of_length_zero_and_is_its_own_root() {
        let (root, paths) = tree(&[leaf(b"one")]);
        assert_eq!(root, leaf(b"one"));
        assert!(paths[0].is_empty());
    }
}
