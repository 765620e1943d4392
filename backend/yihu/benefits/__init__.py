"""惠农政策: which policies exist (政策目录), who has received what (享受台账), and who could have and has not (应享未享)."""
